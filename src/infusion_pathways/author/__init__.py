"""What an author of rules starts from and keeps in order: skeletons of packs, one style for files, schemas for editors."""
