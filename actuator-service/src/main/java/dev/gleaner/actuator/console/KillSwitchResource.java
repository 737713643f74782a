package dev.gleaner.actuator.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.actuator.database.RequestOutcome;
import dev.gleaner.actuator.execution.AwsCallGate;
import dev.gleaner.actuator.guard.ActionsEndedByKillSwitch;
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
import java.util.List;
import java.util.Optional;
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
     * @param ends how many approved actions it ended for good when it was turned on; only after that, and absent if it is not known
     * @param ended the first of them, as in {@link ActionsEndedByKillSwitch}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Position(
            @Nullable Boolean on,
            @Nullable Long underWay,
            @Nullable Boolean recorded,
            @Nullable Integer ends,
            @Nullable List<ActionsEndedByKillSwitch.EndedAction> ended) {

        static final Position ON_HERE = new Position(true, null, false);

        Position(boolean on, @Nullable Long underWay, @Nullable Boolean recorded) {
            this(on, underWay, recorded, null, null);
        }

        static Position turnedOn(@Nullable Long underWay, Optional<ActionsEndedByKillSwitch> ended) {
            return new Position(
                    true,
                    underWay,
                    null,
                    ended.map(ActionsEndedByKillSwitch::ends).orElse(null),
                    ended.map(ActionsEndedByKillSwitch::ended).orElse(null));
        }
    }

    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<Position> get() {
        return killSwitch.isOnLocally()
                ? Uni.createFrom().item(Position.ON_HERE)
                : killSwitch.isOn().map(on -> new Position(on, null, null));
    }

    /** The approved actions that turning it on would end for good. */
    @GET
    @Path("effect")
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<ActionsEndedByKillSwitch> effect() {
        return killSwitch.findEnded();
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
        return killSwitch
                .turnOn(identity, TIMEOUT)
                .flatMap(turned -> turned.recorded() ? underWay(turned.ended()) : unrecorded());
    }

    /** It may have been recorded just now. */
    private Uni<Position> unrecorded() {
        return Uni.createFrom().item(killSwitch.isOnLocally() ? Position.ON_HERE : new Position(true, null, null));
    }

    private Uni<Position> underWay(Optional<ActionsEndedByKillSwitch> ended) {
        return gate.awaitCalls()
                .map(underWay -> Position.turnedOn(underWay, ended))
                .ifNoItem()
                .after(TIMEOUT)
                .recoverWithItem(Position.turnedOn(null, ended));
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
