package dev.gleaner.collector.aws;

import dev.gleaner.contracts.Json;
import dev.gleaner.service.access.AccessRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Failures of reading AWS, by source, account and region. */
@Path("/failures")
class FailuresResource {

    private final AccountReadFailures accountReadFailures;

    FailuresResource(AccountReadFailures accountReadFailures) {
        this.accountReadFailures = accountReadFailures;
    }

    /** The current failures. */
    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] list() {
        return Json.bytes(accountReadFailures.failures());
    }
}
