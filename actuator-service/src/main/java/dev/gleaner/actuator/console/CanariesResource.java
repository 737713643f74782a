package dev.gleaner.actuator.console;

import dev.gleaner.actuator.execution.CanaryWaveRepository;
import dev.gleaner.actuator.guard.CanaryWaveState;
import dev.gleaner.actuator.guard.GuardConfig;
import dev.gleaner.service.access.AccessRoles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** REST resource of canary waves: reads them, and resets halted ones on behalf of a person. */
@TimeLimited
@Path("/api/canaries")
@Produces(MediaType.APPLICATION_JSON)
class CanariesResource {

    private final CanaryWaveRepository canaryWaveRepository;
    private final GuardConfig config;
    private final SecurityIdentity caller;

    CanariesResource(CanaryWaveRepository canaryWaveRepository, GuardConfig config, SecurityIdentity caller) {
        this.canaryWaveRepository = canaryWaveRepository;
        this.config = config;
        this.caller = caller;
    }

    /** JSON of a canary wave. */
    public record View(String action, String account, int size, int underWay, int over, int failed, boolean halted) {}

    /** Number of waves that were reset. */
    public record Reset(int waves) {}

    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<List<View>> get() {
        return canaryWaveRepository
                .all()
                .map(waves -> waves.stream().map(this::view).toList());
    }

    @POST
    @Path("/{action}/reset")
    @RolesAllowed(AccessRoles.OPERATOR)
    public Uni<Reset> reset(@RestPath String action, @RestQuery @Nullable String account) {
        return canaryWaveRepository
                .reset(action, account, caller.getPrincipal().getName())
                .map(Reset::new);
    }

    private View view(CanaryWaveState wave) {
        return new View(
                wave.action(),
                wave.account(),
                wave.size(),
                wave.underWay(),
                wave.finished(),
                wave.failed(),
                wave.isHalted(config.canary().threshold()));
    }
}
