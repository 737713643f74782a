package dev.gleaner.actuator.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.actuator.approval.DecisionOutcome;
import dev.gleaner.actuator.approval.DecisionParser;
import dev.gleaner.actuator.approval.DecisionService;
import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.actuator.proposal.FindingRepository;
import dev.gleaner.actuator.proposal.FindingState;
import dev.gleaner.actuator.proposal.GuardPreviewRefresher;
import dev.gleaner.service.access.AccessRoles;
import dev.gleaner.service.access.AuthenticationRealm;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** REST resource of findings: lists and reads them, and takes decisions. */
@TimeLimited
@Path("/api/findings")
@Produces(MediaType.APPLICATION_JSON)
class FindingsResource {

    private final FindingViewAssembler views;
    private final GuardPreviewRefresher guardPreviewRefresher;
    private final DecisionService decisions;
    private final SecurityIdentity caller;

    FindingsResource(
            FindingViewAssembler views,
            GuardPreviewRefresher guardPreviewRefresher,
            DecisionService decisions,
            SecurityIdentity caller) {
        this.views = views;
        this.guardPreviewRefresher = guardPreviewRefresher;
        this.decisions = decisions;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public Multi<ObjectNode> list(
            @RestQuery Optional<String> status, @RestQuery Optional<String> rule, @RestQuery Optional<String> limit) {
        return views.list(new FindingRepository.Filter(
                status.map(FindingsResource::state),
                rule,
                limit.map(text -> NumericParameters.parsePositive("limit", text))));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<Response> one(@RestPath String id) {
        return views.one(id)
                .invoke(view -> view.ifPresent(found -> guardPreviewRefresher.opened(id)))
                .map(view -> view.map(found -> Response.ok(found).build())
                        .orElseGet(() -> Response.status(Response.Status.NOT_FOUND)
                                .entity(new ConsoleExceptionMapper.ErrorBody("there is no finding " + id))
                                .build()));
    }

    @POST
    @Path("/{id}/decisions")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(AccessRoles.APPROVER)
    public Uni<DecisionOutcome> decide(@RestPath String id, String body) {
        return decisions.decide(
                id,
                DecisionParser.parse(body),
                new ApproverIdentity(caller.getPrincipal().getName(), AuthenticationRealm.of(caller)));
    }

    private static FindingState.Kind state(String text) {
        return FindingState.Kind.of(text)
                .orElseThrow(() -> new ConsoleExceptionMapper.InvalidRequestException(
                        "status has to be open, in-doubt, acted-on, resolved, insufficient or withdrawn"));
    }
}
