"""The steering group of a network: who does what until when, what its partners agreed on, and the strategy that they share.

After the background paper (“Transnationality in Action”): a steering group designs a common work plan, and each of its members accepts
duties in it.
"""
