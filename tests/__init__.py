"""What must be true of Deskbell. A test's name is the sentence; see CONTRIBUTING.md for where which test lives."""
