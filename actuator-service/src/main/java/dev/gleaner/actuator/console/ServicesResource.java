package dev.gleaner.actuator.console;

import dev.gleaner.actuator.status.ReportedStatus;
import dev.gleaner.actuator.status.ServiceStatusRepository;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** REST resource of the other services: how each of their processes is. */
@TimeLimited
@Path("/api/services")
@Produces(MediaType.APPLICATION_JSON)
class ServicesResource {

    private final ServiceStatusRepository repository;

    ServicesResource(ServiceStatusRepository repository) {
        this.repository = repository;
    }

    /** Empty if no process has reported. */
    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<List<ReportedStatus>> get() {
        return repository.all();
    }
}
