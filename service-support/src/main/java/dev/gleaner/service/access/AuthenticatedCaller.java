package dev.gleaner.service.access;

import java.util.Set;

/** An authenticated caller: the name for the audit, and the roles. */
record AuthenticatedCaller(String identity, Set<String> roles) {

    AuthenticatedCaller {
        roles = Set.copyOf(roles);
    }
}
