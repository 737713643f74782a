package dev.gleaner.actuator.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The name under which this process holds leases; another one after each start. */
@ApplicationScoped
public class LeaseOwner {

    private final String name = "actuator-" + UUID.randomUUID();

    /** The name. */
    public String name() {
        return name;
    }
}
