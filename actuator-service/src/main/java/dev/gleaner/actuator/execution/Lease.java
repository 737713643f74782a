package dev.gleaner.actuator.execution;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;

/** Who holds an action, until when, and under which token; while nobody does, when somebody is to look at it. */
@Embeddable
class Lease {

    private long token;

    @Column(name = "lease_owner")
    private String leaseOwner;

    @Column(name = "lease_until")
    private Instant leaseUntil;

    @Column(name = "not_before")
    private Instant notBefore;

    protected Lease() {}

    /** Held by nobody so far, and due from then on. */
    Lease(Instant due) {
        this.notBefore = due;
    }

    long token() {
        return token;
    }

    Instant until() {
        return leaseUntil;
    }

    /** Whether somebody held it and went away. */
    boolean isAbandoned() {
        return leaseOwner != null;
    }

    /** Whether it is held under this token at this time. */
    boolean isHeld(long heldToken, Instant now) {
        return token == heldToken && leaseUntil != null && now.isBefore(leaseUntil);
    }

    /** Holds it for so long under a token larger than any before. */
    void hold(String owner, Instant now, Duration lease) {
        token++;
        leaseOwner = owner;
        leaseUntil = now.plus(lease);
    }

    /** Lets go of it until later. */
    void release(Instant later) {
        leaseOwner = null;
        leaseUntil = null;
        notBefore = later;
    }
}
