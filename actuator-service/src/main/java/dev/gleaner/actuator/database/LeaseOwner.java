package dev.gleaner.actuator.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Name under which this process holds leases. Each start of the process has a new one. */
@ApplicationScoped
public class LeaseOwner {

    private final String name = "actuator-" + UUID.randomUUID();

    /** The name of this process. */
    public String name() {
        return name;
    }
}
