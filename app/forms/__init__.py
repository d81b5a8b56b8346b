"""What may be typed: the rules, the fields that apply them, and the forms made of those."""
