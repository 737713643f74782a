package dev.gleaner.service.access;

import java.util.Set;

/** Somebody who was recognised: a name for the audit, and what it may do. */
record Caller(String identity, Set<String> roles) {

    Caller {
        roles = Set.copyOf(roles);
    }
}
