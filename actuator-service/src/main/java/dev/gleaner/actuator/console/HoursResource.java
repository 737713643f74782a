package dev.gleaner.actuator.console;

import dev.gleaner.actuator.action.schedule.ScheduleParameters;
import dev.gleaner.actuator.action.schedule.WeeklyRunHours;
import dev.gleaner.actuator.approval.ApprovalParameters;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.resteasy.reactive.RestQuery;

/** REST resource of hours that an approver enters: checks them and shows what they mean, before anyone approves. */
@TimeLimited
@Path("/api/hours")
@Produces(MediaType.APPLICATION_JSON)
class HoursResource {

    private static final int SWITCHES = 4;

    private final Mutiny.SessionFactory sessions;

    HoursResource(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /**
     * The meaning of hours.
     *
     * @param hours the hours in the form in which they become part of the plan
     * @param leadMinutes minutes before its hours at which the instance is started
     * @param next the next starts and stops, the first one first
     */
    record Meaning(String hours, String zone, long leadMinutes, List<WeeklyRunHours.Switch> next) {}

    /** Invalid hours are answered like an approval with these hours. */
    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<Meaning> preview(@RestQuery Optional<String> hours, @RestQuery Optional<String> zone) {
        Map<String, String> entered = new TreeMap<>();
        entered.put(ScheduleParameters.HOURS, hours.orElse(""));
        zone.ifPresent(named -> entered.put(ScheduleParameters.ZONE, named));
        Map<String, String> checked = ApprovalParameters.parse(entered).values();
        return sessions.withTransaction(DatabaseClock::now).map(now -> meaning(checked, now));
    }

    private static Meaning meaning(Map<String, String> checked, Instant now) {
        WeeklyRunHours hours = ScheduleParameters.parse(checked);
        Duration lead = ScheduleParameters.parseLead(checked);
        List<WeeklyRunHours.Switch> next = Stream.iterate(hours.next(now, lead), last -> hours.next(last.at(), lead))
                .limit(SWITCHES)
                .toList();
        return new Meaning(hours.shortForm(), hours.zone().getId(), lead.toMinutes(), next);
    }
}
