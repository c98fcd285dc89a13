"""Changes of a knowledge file that touch only the lines they mean."""
