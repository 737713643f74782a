package dev.gleaner.actuator.console;

import dev.gleaner.actuator.audit.AuditLog;
import dev.gleaner.actuator.audit.AuditVerifier;
import dev.gleaner.actuator.audit.ChainReport;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.service.access.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;

/** The audit, to read and to verify. */
@Path("/api/audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
class AuditResource {

    private static final int LIMIT = 10_000;

    private final AuditLog log;
    private final AuditVerifier verifier;

    AuditResource(AuditLog log, AuditVerifier verifier) {
        this.log = log;
        this.verifier = verifier;
    }

    /** Entries from a sequence on; 10,000 at most unless another limit is given. */
    @GET
    public Uni<List<AuditEntry>> entries(@RestQuery Optional<String> from, @RestQuery Optional<String> limit) {
        return log.from(
                from.map(text -> Numbers.positive("from", text)).orElse(1),
                limit.map(text -> Numbers.positive("limit", text)).orElse(LIMIT));
    }

    @GET
    @Path("/verify")
    public Uni<ChainReport> verify() {
        return verifier.verify();
    }
}
