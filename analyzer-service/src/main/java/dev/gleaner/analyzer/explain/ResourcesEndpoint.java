package dev.gleaner.analyzer.explain;

import dev.gleaner.analyzer.analysis.Explanation;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.service.access.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** What is known of one resource, and why the rules say what they say. */
@Path("/resources")
class ResourcesEndpoint {

    private final LocalStores stores;

    ResourcesEndpoint(LocalStores stores) {
        this.stores = stores;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    public Explanation explain(@QueryParam("arn") @Nullable String arn) {
        return stores.explain(parse(arn))
                .orElseThrow(() -> new NotFoundException("this analyzer knows nothing of that resource"));
    }

    private static Arn parse(@Nullable String arn) {
        if (arn == null) {
            throw new BadRequestException("the parameter arn is needed");
        }
        try {
            return Arn.parse(arn);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("the parameter arn is no ARN", e);
        }
    }
}
