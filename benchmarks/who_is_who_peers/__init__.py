"""The methods that `who_is_who` compares: each is run in a process, and where it needs one an environment, of its own.

A module has `THRESHOLD`, from which score on its own documentation takes a pair, and `find(frame)`, which returns pairs
of rows with a score; one that makes its own clusters leaves them in `attrs["clusters"]`, by threshold, instead. `frame`
holds text, missing where the export says nothing: `name`, and of `given_name`, `surname`, `birth_date`, `document`,
`phone`, `email`, `nationality`, `gender`, `place`, `postcode`, `address`, `occupation` those that the data set has.
None of them sees the truth.
"""
