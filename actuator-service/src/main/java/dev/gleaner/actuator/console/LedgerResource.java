package dev.gleaner.actuator.console;

import dev.gleaner.actuator.ledger.LedgerReader;
import dev.gleaner.actuator.ledger.LedgerReport;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** REST resource of the ledger: estimated and measured savings. */
@Path("/api/ledger")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(AccessRoles.VIEWER)
class LedgerResource {

    private final LedgerReader book;

    LedgerResource(LedgerReader book) {
        this.book = book;
    }

    @GET
    public Uni<LedgerReport> page() {
        return book.page();
    }
}
