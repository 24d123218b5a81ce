"""The optional second reader: a language model proposes finds, rules of ours check each of them."""
