"""What every port promises, whoever implements it: the same tests judge each channel, each database and each fake."""
