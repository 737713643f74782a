package dev.gleaner.actuator.console;

import dev.gleaner.actuator.aws.reachability.AwsReachability;
import dev.gleaner.actuator.aws.reachability.UnreachableService;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** REST resource of the services of AWS that did not answer this actuator's last call. */
@TimeLimited
@Path("/api/aws")
@Produces(MediaType.APPLICATION_JSON)
class AwsResource {

    private final AwsReachability reachability;

    AwsResource(AwsReachability reachability) {
        this.reachability = reachability;
    }

    /** Empty if all calls are answered. */
    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<List<UnreachableService>> get() {
        return Uni.createFrom().item(reachability.unreachable());
    }
}
