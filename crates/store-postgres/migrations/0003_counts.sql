-- How often desks added or struck a procedure by hand, and why: for whoever mends the rules. No case and no person, and
-- a month instead of a day, which could lead to somebody. Numbers only grow.

CREATE TABLE procedure_counts (
    month BIGINT NOT NULL CHECK (month BETWEEN 190001 AND 999912),
    office TEXT NOT NULL,
    procedure TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('add', 'strike')),
    why TEXT NOT NULL,
    made BIGINT NOT NULL CHECK (made >= 0),
    restored BIGINT NOT NULL CHECK (restored >= 0),
    PRIMARY KEY (month, office, procedure, how, why)
);
