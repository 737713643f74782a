package dev.gleaner.actuator.console;

import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.execution.ActionService;
import dev.gleaner.service.access.AccessRoles;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** REST resource of actions: reads and undoes them. */
@TimeLimited
@Path("/api/actions")
@Produces(MediaType.APPLICATION_JSON)
class ActionsResource {

    private final ActionRepository actionRepository;
    private final ActionService actionService;
    private final SecurityIdentity caller;

    ActionsResource(ActionRepository actionRepository, ActionService actionService, SecurityIdentity caller) {
        this.actionRepository = actionRepository;
        this.actionService = actionService;
        this.caller = caller;
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<View> get(@RestPath String id) {
        return actionRepository.get(id).map(View::of);
    }

    /** Responds with 202 and the undo action, or with 200 and the action itself if its approval is withdrawn before a call. */
    @POST
    @Path("/{id}/undo")
    @RolesAllowed(AccessRoles.OPERATOR)
    public Uni<Response> undo(@RestPath String id) {
        return actionService
                .undo(id, caller.getPrincipal().getName())
                .map(undo -> undo.id().equals(id)
                        ? Response.ok(View.of(undo)).build()
                        : Response.accepted(View.of(undo)).build());
    }

    /**
     * JSON of an action.
     *
     * @param parameters those of the remedy, with what its approver entered
     * @param plan hash of the plan that was approved, completed by what was entered
     */
    record View(
            String id,
            String action,
            String state,
            @Nullable String reason,
            boolean dryRun,
            String resource,
            String finding,
            Map<String, String> parameters,
            String plan,
            String decidedBy,
            @Nullable String undoOf,
            Instant createdAt,
            Instant updatedAt) {

        static View of(Action action) {
            return new View(
                    action.id(),
                    action.name(),
                    action.state().text(),
                    action.reason().orElse(null),
                    action.dryRun(),
                    action.target(),
                    action.findingId(),
                    new TreeMap<>(action.parameters()),
                    action.plan(),
                    action.decidedBy(),
                    action.undoOf().orElse(null),
                    action.createdAt(),
                    action.updatedAt());
        }
    }
}
