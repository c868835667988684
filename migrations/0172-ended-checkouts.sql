-- What was given back or lapsed is forgotten by its age.
CREATE INDEX issued_checkout_ended ON issued_checkout (ended_at) WHERE ended_at IS NOT NULL;
