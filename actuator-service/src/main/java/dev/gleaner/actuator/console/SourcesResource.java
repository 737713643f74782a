package dev.gleaner.actuator.console;

import dev.gleaner.actuator.source.SwitchableSource;
import dev.gleaner.actuator.source.SwitchableSourceReader;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** REST resource of what to switch on next. */
@TimeLimited
@Path("/api/sources")
@Produces(MediaType.APPLICATION_JSON)
class SourcesResource {

    private final SwitchableSourceReader reader;

    SourcesResource(SwitchableSourceReader reader) {
        this.reader = reader;
    }

    /** Empty if no source that is off would settle a finding. */
    @GET
    @Path("/missing")
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<List<SwitchableSource>> missing() {
        return reader.all();
    }
}
