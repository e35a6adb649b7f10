"""Pages that are generated from the code, and the script that writes and checks them."""
