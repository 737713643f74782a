package dev.gleaner.actuator.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.actuator.database.RequestOutcome;
import dev.gleaner.actuator.execution.AwsCallGate;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.contracts.Json;
import dev.gleaner.service.access.AccessRoles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** REST resource of the kill switch. */
@TimeLimited
@Path("/api/kill-switch")
@Produces(MediaType.APPLICATION_JSON)
class KillSwitchResource {

    /** Short, since a person who turns the switch on in an emergency has to know soon that it is on. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final KillSwitch killSwitch;
    private final AwsCallGate gate;
    private final SecurityIdentity caller;

    KillSwitchResource(KillSwitch killSwitch, AwsCallGate gate, SecurityIdentity caller) {
        this.killSwitch = killSwitch;
        this.gate = gate;
        this.caller = caller;
    }

    /**
     * State of the switch.
     *
     * @param underWay calls that were sent to AWS before the switch was turned on and are not answered; only after a change, and
     *     absent if the database does not answer in time
     * @param recorded {@code false} if the switch is on in this actuator only, as the database has not responded yet
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Position(
            @Nullable Boolean on,
            @Nullable Long underWay,
            @Nullable Boolean recorded) {

        static final Position ON_HERE = new Position(true, null, false);
    }

    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<Position> get() {
        return killSwitch.isOnLocally()
                ? Uni.createFrom().item(Position.ON_HERE)
                : killSwitch.isOn().map(on -> new Position(on, null, null));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(AccessRoles.OPERATOR)
    public Uni<Position> put(String body) {
        String identity = caller.getPrincipal().getName();
        if (!position(body)) {
            return killSwitch
                    .turnOff(identity)
                    .flatMap(done -> done ? Uni.createFrom().item(new Position(false, null, null)) : get());
        }
        // It is on from here on, so that this must not be refused.
        RequestOutcome.require().keep();
        return killSwitch.turnOn(identity, TIMEOUT).flatMap(recorded -> recorded ? underWay() : unrecorded());
    }

    /** It may have been recorded just now. */
    private Uni<Position> unrecorded() {
        return Uni.createFrom().item(killSwitch.isOnLocally() ? Position.ON_HERE : new Position(true, null, null));
    }

    private Uni<Position> underWay() {
        return gate.awaitCalls()
                .map(underWay -> new Position(true, underWay, null))
                .ifNoItem()
                .after(TIMEOUT)
                .recoverWithItem(new Position(true, null, null));
    }

    private static boolean position(String body) {
        Boolean on;
        try {
            on = Json.read(body, Position.class).on();
        } catch (RuntimeException e) {
            on = null;
        }
        if (on == null) {
            throw new ConsoleExceptionMapper.InvalidRequestException(
                    "the body has to be {\"on\":true} or {\"on\":false}");
        }
        return on;
    }
}
