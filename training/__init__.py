"""How the learned part of the coder is made: exemplars in, a small network out (`make train`)."""
