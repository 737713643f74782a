package dev.gleaner.actuator.console;

import dev.gleaner.actuator.ledger.LedgerBook;
import dev.gleaner.actuator.ledger.LedgerPage;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What actions promised, and what was measured of it. */
@Path("/api/ledger")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(AccessRoles.VIEWER)
class LedgerResource {

    private final LedgerBook book;

    LedgerResource(LedgerBook book) {
        this.book = book;
    }

    @GET
    public Uni<LedgerPage> page() {
        return book.page();
    }
}
