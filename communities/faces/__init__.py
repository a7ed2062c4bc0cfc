"""The public face of a space: sections that its steward puts together, shown to everybody once they are published.

After the background paper's “public interface” of a community of practice (“Transnational Tools”): products and processes showcased with the
wider community and stakeholders by blog, shared documents, image galleries and opinion polls.
"""
