package dev.gleaner.actuator.console;

import dev.gleaner.actuator.approval.exemption.ExemptionRow;
import dev.gleaner.actuator.approval.exemption.ExemptionService;
import dev.gleaner.contracts.finding.Exemption;
import dev.gleaner.service.access.AccessRoles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** REST resource of exemptions: lists and ends them. */
@TimeLimited
@Path("/api/exemptions")
@Produces(MediaType.APPLICATION_JSON)
class ExemptionsResource {

    private static final int MOST = 1_000;
    private static final int LIMIT = 10_000;

    private final ExemptionService exemptions;
    private final SecurityIdentity caller;

    ExemptionsResource(ExemptionService exemptions, SecurityIdentity caller) {
        this.exemptions = exemptions;
        this.caller = caller;
    }

    /**
     * JSON of an exemption.
     *
     * @param published whether the present version is published to the analyzer
     */
    public record View(long id, String finding, boolean published, Exemption exemption) {}

    /** Returns current and past exemptions, the newest first. */
    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<List<View>> list(@RestQuery Optional<String> limit) {
        int most = limit.map(text -> NumericParameters.parseUpTo(LIMIT, "limit", text))
                .orElse(MOST);
        return exemptions
                .all(most)
                .map(rows -> rows.stream()
                        .flatMap(row -> row.exemption().map(found -> view(row, found)).stream())
                        .toList());
    }

    /** Ends an exemption early; the question is asked again. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(AccessRoles.APPROVER)
    public Uni<Void> end(@RestPath String id) {
        return exemptions.end(
                NumericParameters.parsePositive("id", id), caller.getPrincipal().getName());
    }

    private static View view(ExemptionRow row, Exemption exemption) {
        return new View(row.id(), row.findingId(), row.isPublished(), exemption);
    }
}
