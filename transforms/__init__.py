"""What an event coder does, as pure functions: text in, frames of mentions out."""
