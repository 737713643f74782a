package dev.gleaner.actuator.console;

import dev.gleaner.actuator.audit.AuditEntryRepository;
import dev.gleaner.actuator.audit.keys.AuditKeyService;
import dev.gleaner.actuator.audit.verify.AuditExport;
import dev.gleaner.actuator.audit.verify.AuditReport;
import dev.gleaner.actuator.audit.verify.AuditVerifier;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.service.access.AccessRoles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestQuery;

/** REST resource of the audit: reads, exports and verifies it, and rotates its key. */
@Path("/api/audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(AccessRoles.VIEWER)
class AuditResource {

    private static final int LIMIT = 10_000;

    private final AuditEntryRepository log;
    private final AuditVerifier verifier;
    private final AuditExport export;
    private final AuditKeyService keys;
    private final SecurityIdentity caller;

    AuditResource(
            AuditEntryRepository log,
            AuditVerifier verifier,
            AuditExport export,
            AuditKeyService keys,
            SecurityIdentity caller) {
        this.log = log;
        this.verifier = verifier;
        this.export = export;
        this.keys = keys;
        this.caller = caller;
    }

    /** Returns at most 10,000 entries from a sequence on; the export has no limit. */
    @GET
    public Uni<List<AuditEntry>> entries(@RestQuery Optional<String> from, @RestQuery Optional<String> limit) {
        return log.readFrom(
                from.map(text -> NumericParameters.parsePositive("from", text)).orElse(1),
                limit.map(text -> NumericParameters.parseUpTo(LIMIT, "limit", text))
                        .orElse(LIMIT));
    }

    @GET
    @Path("/verify")
    public Uni<AuditReport> verify() {
        return verifier.verify();
    }

    /** Exports entries as a file: {@code jsonl} for verification, {@code csv} for people. */
    @GET
    @Path("/export")
    @Produces(MediaType.TEXT_PLAIN)
    public RestMulti<String> export(
            @RestQuery Optional<String> format, @RestQuery Optional<String> from, @RestQuery Optional<String> to) {
        long first =
                from.map(text -> NumericParameters.parsePositive("from", text)).orElse(1);
        long last = to.map(text -> (long) NumericParameters.parsePositive("to", text))
                .orElse(Long.MAX_VALUE);
        return switch (format.orElse("jsonl")) {
            case "jsonl" -> file(export.jsonLines(first, last), "audit.jsonl");
            case "csv" -> file(export.csv(first, last), "audit.csv");
            default -> throw new ConsoleExceptionMapper.InvalidRequestException("format has to be jsonl or csv");
        };
    }

    /** Exports the signed heads that are stored outside of database and topic, one line each. */
    @GET
    @Path("/heads")
    @Produces(MediaType.TEXT_PLAIN)
    public RestMulti<String> heads() {
        return file(export.heads(), "heads.jsonl");
    }

    /** Returns the public keys that signed heads, the oldest first. */
    @GET
    @Path("/keys")
    public Uni<List<AuditKeyService.PublicKeyView>> keys() {
        return keys.all();
    }

    /** Rotates the signing key. */
    @POST
    @Path("/keys")
    @RolesAllowed(AccessRoles.OPERATOR)
    public Uni<AuditKeyService.PublicKeyView> rotate() {
        return keys.rotate(caller.getPrincipal().getName());
    }

    /** Responds with plain text, since Quarkus would write a JSON array for any media type with "json" in its name. */
    private static RestMulti<String> file(Multi<String> lines, String name) {
        return RestMulti.fromMultiData(lines)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }
}
