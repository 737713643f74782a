package dev.gleaner.service.access;

import java.util.Set;

/** Somebody who was recognised: a name for the audit, and what it may do. */
record AuthenticatedCaller(String identity, Set<String> roles) {

    AuthenticatedCaller {
        roles = Set.copyOf(roles);
    }
}
