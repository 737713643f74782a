package dev.gleaner.actuator.console;

import dev.gleaner.actuator.commitment.PurchaseAdvice;
import dev.gleaner.actuator.commitment.PurchaseAdviceReader;
import dev.gleaner.actuator.spend.SpendReader;
import dev.gleaner.actuator.spend.SpendReport;
import dev.gleaner.actuator.spend.UnitCostReport;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestQuery;

/** REST resource of spend by dimension and of the cost of predictions, as JSON and as CSV, and of what to commit to. */
@TimeLimited
@Path("/api")
@RolesAllowed(AccessRoles.VIEWER)
class SpendResource {

    private final SpendReader spend;
    private final PurchaseAdviceReader purchases;

    SpendResource(SpendReader spend, PurchaseAdviceReader purchases) {
        this.spend = spend;
        this.purchases = purchases;
    }

    /** Spend by a dimension; days are inclusive, and without them it is the month of the newest bill. */
    @GET
    @Path("/spend")
    @Produces({MediaType.APPLICATION_JSON, CsvResponse.MEDIA_TYPE})
    public Uni<Response> spend(
            @RestQuery Optional<String> by,
            @RestQuery Optional<String> from,
            @RestQuery Optional<String> to,
            @RestQuery Optional<String> format,
            @Context HttpHeaders headers) {
        boolean isCsv = isCsv(format, headers);
        SpendDimension dimension = by.map(SpendResource::dimension).orElse(SpendDimension.CATEGORY);
        return spend.report(dimension, day("from", from), day("to", to))
                .map(report -> answer(report, SpendReport::toCsv, isCsv, "spend-by-" + dimension.id()));
    }

    /** Which savings plan each payer would have paid least with, or why none is advised. */
    @GET
    @Path("/spend/purchases")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<List<PurchaseAdvice>> purchases() {
        return purchases.read();
    }

    /** Cost of predictions and tokens, of one service or of all. */
    @GET
    @Path("/unit-cost")
    @Produces({MediaType.APPLICATION_JSON, CsvResponse.MEDIA_TYPE})
    public Uni<Response> unitCost(
            @RestQuery Optional<String> service,
            @RestQuery Optional<String> from,
            @RestQuery Optional<String> to,
            @RestQuery Optional<String> format,
            @Context HttpHeaders headers) {
        boolean isCsv = isCsv(format, headers);
        return spend.unitCost(service.filter(name -> !name.isEmpty()), day("from", from), day("to", to))
                .map(report -> answer(report, UnitCostReport::toCsv, isCsv, "unit-cost"));
    }

    private static <T> Response answer(T report, Function<T, String> toCsv, boolean isCsv, String name) {
        return isCsv
                ? CsvResponse.of(toCsv.apply(report), name + ".csv")
                : Response.ok(report, MediaType.APPLICATION_JSON_TYPE).build();
    }

    /** The parameter counts before the header, so that a link can ask for a file. */
    private static boolean isCsv(Optional<String> format, HttpHeaders headers) {
        return format.map(name -> switch (name) {
                    case "csv" -> true;
                    case "json" -> false;
                    default -> throw new ConsoleExceptionMapper.InvalidRequestException("format has to be json or csv");
                })
                .orElseGet(() -> isCsv(headers));
    }

    private static boolean isCsv(HttpHeaders headers) {
        MediaType first = headers.getAcceptableMediaTypes().get(0);
        return first.getType().equals("text") && first.getSubtype().equals("csv");
    }

    private static SpendDimension dimension(String name) {
        return SpendDimension.of(name)
                .orElseThrow(() -> new ConsoleExceptionMapper.InvalidRequestException("by has to be one of "
                        + Arrays.stream(SpendDimension.values())
                                .map(SpendDimension::id)
                                .collect(Collectors.joining(", "))));
    }

    private static Optional<LocalDate> day(String name, Optional<String> text) {
        return text.map(day -> {
            try {
                LocalDate date = LocalDate.parse(day);
                if (date.getYear() >= 2000 && date.getYear() < 10_000) {
                    return date;
                }
            } catch (DateTimeParseException e) {
                // Reported below, as for a day out of range.
            }
            throw new ConsoleExceptionMapper.InvalidRequestException(
                    name + " has to be a day as 2026-10-31, not " + day);
        });
    }
}
