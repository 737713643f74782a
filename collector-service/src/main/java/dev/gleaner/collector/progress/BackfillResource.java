package dev.gleaner.collector.progress;

import dev.gleaner.contracts.Json;
import dev.gleaner.service.access.AccessRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** How far the past has been read, by source, account and region. */
@Path("/backfill")
class BackfillResource {

    private final BackfillTracker tracker;
    private final BackfillCalls calls;

    BackfillResource(BackfillTracker tracker, BackfillCalls calls) {
        this.tracker = tracker;
        this.calls = calls;
    }

    /** The calls since the start, and the sources for which progress waits. */
    @GET
    @RolesAllowed(AccessRoles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] show() {
        return Json.bytes(new Backfill(tracker.unread(), calls.readings()));
    }

    /**
     * The reading of the past.
     *
     * @param waitsFor sources that were not read yet, and without which no progress is reported
     * @param calls by source, account and region
     */
    record Backfill(List<String> waitsFor, List<BackfillCalls.Reading> calls) {}
}
