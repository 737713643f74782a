package dev.gleaner.actuator.console;

import dev.gleaner.actuator.execution.ActionRepository;
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
import org.jboss.resteasy.reactive.RestPath;

/** What became of approved actions, and the way back. */
@Path("/api/actions")
@Produces(MediaType.APPLICATION_JSON)
class ActionsResource {

    private final ActionRepository actions;
    private final SecurityIdentity caller;

    ActionsResource(ActionRepository actions, SecurityIdentity caller) {
        this.actions = actions;
        this.caller = caller;
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(AccessRoles.VIEWER)
    public Uni<ActionView> get(@RestPath String id) {
        return actions.get(id).map(ActionView::of);
    }

    /** 202 with the action that takes it back; 200 with itself where AWS was not called and its yes is withdrawn. */
    @POST
    @Path("/{id}/undo")
    @RolesAllowed(AccessRoles.OPERATOR)
    public Uni<Response> undo(@RestPath String id) {
        return actions.undo(id, caller.getPrincipal().getName())
                .map(undo -> undo.id().equals(id)
                        ? Response.ok(ActionView.of(undo)).build()
                        : Response.accepted(ActionView.of(undo)).build());
    }
}
