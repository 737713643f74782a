package dev.gleaner.analyzer.explain;

import dev.gleaner.analyzer.topology.ProcessorSettings;
import dev.gleaner.service.access.AccessRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The progress of the analyzer. */
@Path("/progress")
public class AnalyzerProgressResource {

    private final ProcessorSettings settings;

    AnalyzerProgressResource(ProcessorSettings settings) {
        this.settings = settings;
    }

    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public ProgressReport progress() {
        return ProgressReport.of(
                settings.progressRegistry().all(), settings.progressRegistry().isSpendDue());
    }
}
