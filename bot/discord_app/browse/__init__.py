"""What is pressed, picked and filled in: read from the custom id alone, so that it works after a restart too."""
