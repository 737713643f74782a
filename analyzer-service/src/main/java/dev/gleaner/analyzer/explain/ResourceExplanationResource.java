package dev.gleaner.analyzer.explain;

import dev.gleaner.analyzer.evaluation.ResourceExplanation;
import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.service.access.AccessRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Explains what is known of one resource, and the verdicts of its rules. */
@Path("/resources")
public class ResourceExplanationResource {

    private final Function<Arn, Optional<ResourceExplanation>> stores;

    @Inject
    ResourceExplanationResource(LocalStoreReader stores) {
        this(stores::explain);
    }

    ResourceExplanationResource(Function<Arn, Optional<ResourceExplanation>> stores) {
        this.stores = stores;
    }

    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    public ResourceExplanation explain(@QueryParam("arn") @Nullable String arn) {
        Arn resource = parse(arn);
        try {
            return stores.apply(resource)
                    .orElseThrow(() -> error(Response.Status.NOT_FOUND, "this analyzer has no state of that resource"));
        } catch (RowBuffer.UnknownFormatException e) {
            throw error(Response.Status.INTERNAL_SERVER_ERROR, String.valueOf(e.getMessage()));
        }
    }

    private static Arn parse(@Nullable String arn) {
        if (arn == null) {
            throw error(Response.Status.BAD_REQUEST, "the parameter arn is needed");
        }
        try {
            return Arn.parse(arn);
        } catch (IllegalArgumentException e) {
            throw error(Response.Status.BAD_REQUEST, "the parameter arn is not an ARN");
        }
    }

    private static WebApplicationException error(Response.Status status, String message) {
        return new WebApplicationException(Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Map.of("error", message))
                .build());
    }
}
