"""What technology stewards do with their community: needs profile, plan, review, commitments, switching on.

After “Digital Habitats: stewarding technology for communities” (Wenger, White, Smith, 2009): a community's orientations say what it needs
tools for; its polarities, in which way; a steward makes a plan of it, the community reviews it, and people learn what it takes.
"""
