"""The stewards' common room: one space that the stewards of all communities share, to see each other's needs and stand in for one another.

The background paper (“Transnational Tools”) begins with a team of people from different communities who are ready to act as technology stewards:
this is where that team meets.
"""
