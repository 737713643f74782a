package dev.gleaner.actuator.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.actuator.execution.CallGate;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.service.access.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The switch that makes everything stand still. */
@Path("/api/kill-switch")
@Produces(MediaType.APPLICATION_JSON)
class KillSwitchResource {

    private final KillSwitch killSwitch;
    private final CallGate gate;
    private final SecurityIdentity caller;

    KillSwitchResource(KillSwitch killSwitch, CallGate gate, SecurityIdentity caller) {
        this.killSwitch = killSwitch;
        this.gate = gate;
        this.caller = caller;
    }

    /**
     * How it stands.
     *
     * @param underWay calls that AWS was sent before it was turned on and has not answered; absent unless it was just now
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Position(@Nullable Boolean on, @Nullable Long underWay) {}

    @GET
    @RolesAllowed(Roles.VIEWER)
    public Uni<Position> get() {
        return killSwitch.isOn().map(on -> new Position(on, null));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Position> put(String body) {
        boolean on = position(body);
        return killSwitch
                .turn(on, caller.getPrincipal().getName())
                .chain(() -> on ? gate.awaitCalls() : Uni.createFrom().<Long>nullItem())
                .map(underWay -> new Position(on, underWay));
    }

    private static boolean position(String body) {
        Boolean on;
        try {
            on = Json.read(body, Position.class).on();
        } catch (RuntimeException e) {
            on = null;
        }
        if (on == null) {
            throw new BadRequest("the body has to be {\"on\":true} or {\"on\":false}");
        }
        return on;
    }
}
