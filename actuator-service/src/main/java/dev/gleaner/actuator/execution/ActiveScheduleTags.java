package dev.gleaner.actuator.execution;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** The tags of active schedules; implemented by the package that stores schedules. */
public interface ActiveScheduleTags {

    /** The tag that this action wrote on an instance, if its schedule is active; else an empty text, which no tag equals. */
    Uni<String> find(Mutiny.Session session, String scheduleAction);
}
