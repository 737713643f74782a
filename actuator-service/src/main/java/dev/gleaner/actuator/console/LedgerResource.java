package dev.gleaner.actuator.console;

import dev.gleaner.actuator.ledger.LedgerReader;
import dev.gleaner.actuator.ledger.LedgerReport;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;

/** REST resource of the ledger: estimated, measured and billed savings, as JSON, as CSV, and the verified ones as FOCUS. */
@TimeLimited
@Path("/api/ledger")
@RolesAllowed(AccessRoles.VIEWER)
class LedgerResource {

    private final LedgerReader book;

    LedgerResource(LedgerReader book) {
        this.book = book;
    }

    /** The whole ledger; FOCUS has only the savings that the bill has verified. */
    @GET
    @Produces({MediaType.APPLICATION_JSON, CsvResponse.MEDIA_TYPE})
    public Uni<Response> page(@RestQuery Optional<String> format) {
        return switch (format.orElse("json")) {
            case "json" ->
                book.page()
                        .map(report -> Response.ok(report, MediaType.APPLICATION_JSON_TYPE)
                                .build());
            case "csv" -> book.page().map(LedgerReport::toCsv).map(text -> CsvResponse.of(text, "ledger.csv"));
            case "focus" -> book.verified().map(text -> CsvResponse.of(text, "savings-focus.csv"));
            default -> throw new ConsoleExceptionMapper.InvalidRequestException("format has to be json, csv or focus");
        };
    }
}
