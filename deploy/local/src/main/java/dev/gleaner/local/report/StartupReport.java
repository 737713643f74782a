package dev.gleaner.local.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.local.ready.ServiceApiClient;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The report at the end of a start: the findings, the addresses, and the command that approves a finding. */
public final class StartupReport {

    private final RunFolder run;
    private final RunPorts ports;
    private final ServiceApiClient api;
    private final TerminalOutput terminalOutput;

    public StartupReport(RunFolder run, RunPorts ports, ServiceApiClient api, TerminalOutput terminalOutput) {
        this.run = run;
        this.ports = ports;
        this.api = api;
        this.terminalOutput = terminalOutput;
    }

    public void print() {
        JsonNode open = findings("open");
        List<FindingsTable.Listed> listed = listed(open, ExpectedSavings.read(run.expectedFindings()));
        terminalOutput.printLine("");
        if (!listed.isEmpty()) {
            FindingsTable.lines(listed).forEach(terminalOutput::printLine);
            terminalOutput.printLine("");
        }
        List<Finding> findings =
                listed.stream().map(FindingsTable.Listed::finding).toList();
        terminalOutput.printLine("%d open findings on %d resources, %s USD a month, each resource counted once"
                .formatted(findings.size(), FindingsTable.resources(findings), total(open)));
        FindingsTable.comparison(listed).forEach(terminalOutput::printLine);
        terminalOutput.printLine("%d in doubt and %d acted on (neither counted); %d with insufficient data"
                .formatted(
                        findings("in-doubt").size(),
                        findings("acted-on").size(),
                        findings("insufficient").size()));
        MissingSources.lines(missingSources()).forEach(terminalOutput::printLine);
        printAddresses();
        approval(open);
    }

    /** USD a month: what each adds to the total, in which nothing is counted twice. */
    private static BigDecimal total(JsonNode findings) {
        return StreamSupport.stream(findings.spliterator(), false)
                .filter(finding -> finding.hasNonNull("counted"))
                .map(finding -> new BigDecimal(finding.get("counted").asText()))
                .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
    }

    private static List<FindingsTable.Listed> listed(JsonNode findings, ExpectedSavings expected) {
        List<FindingsTable.Listed> listed = new ArrayList<>();
        findings.forEach(node -> {
            Finding finding = Json.read(Json.bytes(node), Finding.class);
            listed.add(new FindingsTable.Listed(
                    finding,
                    Json.mapper().convertValue(node.path("lastConfirmed"), Instant.class),
                    expected.amount(finding).orElse(null)));
        });
        return listed;
    }

    private JsonNode findings(String status) {
        return api.getJson(RunEndpoints.http(ports.actuator()) + "/api/findings?status=" + status)
                .orElseThrow(() ->
                        new LocalRunException("the actuator does not return its findings: see " + run.log("actuator")));
    }

    private JsonNode missingSources() {
        return api.getJson(RunEndpoints.http(ports.actuator()) + "/api/sources/missing")
                .orElseThrow(() -> new LocalRunException(
                        "the actuator does not return the sources that are off: see " + run.log("actuator")));
    }

    private void printAddresses() {
        terminalOutput.printLine("");
        terminalOutput.printLine("page       " + RunEndpoints.http(ports.actuator()) + "/");
        terminalOutput.printLine("findings   " + RunEndpoints.http(ports.actuator()) + "/api/findings?status=open");
        terminalOutput.printLine("why        " + RunEndpoints.http(ports.analyzer()) + "/resources?arn=ARN");
        terminalOutput.printLine("audit      " + RunEndpoints.http(ports.actuator()) + "/api/audit/verify");
        terminalOutput.printLine("token      " + run.secret("token") + " (its first word;"
                + " the second line is of another person, for what two people have to approve)");
        terminalOutput.printLine("addresses  " + run.endpoints());
        terminalOutput.printLine("logs       " + run.path().resolve("logs"));
    }

    /** Prints the command that approves the first finding whose proposal can be executed here. */
    private void approval(JsonNode open) {
        for (JsonNode finding : open) {
            String plan = finding.path("proposal").path("plan").asText("");
            int remedy = stopRemedy(finding);
            if (!plan.isEmpty() && remedy >= 0) {
                terminalOutput.printLine("");
                terminalOutput.printLine(
                        finding.path("proposal").path("dryRun").asBoolean()
                                ? "approve the first one (dry run: reports what it would do, and changes nothing):"
                                : "approve the first one:");
                terminalOutput.printLine(curl(finding.path("id").asText(), remedy, plan));
                return;
            }
        }
        printProblem(open);
    }

    /** Prints why nothing can be approved, if there is a reason. */
    private void printProblem(JsonNode open) {
        for (JsonNode finding : open) {
            String problem = finding.path("proposal").path("problem").asText("");
            if (!problem.isEmpty()) {
                terminalOutput.printLine("");
                terminalOutput.printLine("nothing can be approved: " + problem);
                return;
            }
        }
    }

    private static int stopRemedy(JsonNode finding) {
        JsonNode remedies = finding.path("remedies");
        for (int i = 0; i < remedies.size(); i++) {
            if (remedies.get(i).path("action").asText().equals("stop-instance") && !needsInput(finding, i)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the approver has to enter something, which a command can't know. */
    private static boolean needsInput(JsonNode finding, int remedy) {
        for (JsonNode parameter : finding.path("proposal").path("parameters")) {
            if (parameter.path("remedy").asInt(-1) == remedy
                    && parameter.path("required").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    private String curl(String finding, int remedy, String plan) {
        return """
                  curl -X POST %s/api/findings/%s/decisions \\
                    -H "Authorization: Bearer $(sed 's/ .*//;q' %s)" -H 'Content-Type: application/json' \\
                    -d '{"decision":"approve","remedy":%d,"plan":"%s","reason":"nobody uses it"}'""".formatted(
                RunEndpoints.http(ports.actuator()), finding, ShellQuoting.word(run.secret("token")), remedy, plan);
    }

    /** What to switch on next, as the actuator lists it. */
    static final class MissingSources {

        private static final int SHOWN = 3;

        private MissingSources() {}

        /** A line for each of the first ones; an amount that is not known is not zero. */
        static List<String> lines(JsonNode sources) {
            return StreamSupport.stream(sources.spliterator(), false)
                    .limit(SHOWN)
                    .map(MissingSources::line)
                    .toList();
        }

        private static String line(JsonNode source) {
            int findings = source.path("findings").asInt();
            return "switch on next: %s (%d finding%s; saved at most: %s; price: %s)"
                    .formatted(
                            source.path("title").asText(),
                            findings,
                            findings == 1 ? "" : "s",
                            amount(source.path("savedAtMost")),
                            amount(source.path("price").path("usd")));
        }

        private static String amount(JsonNode usd) {
            return usd.isTextual() ? usd.asText() + " USD a month" : "not known";
        }
    }

    /** Quotes text for a shell. */
    static final class ShellQuoting {

        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

        private ShellQuoting() {}

        /** A path as one word of a command. */
        static String word(Path path) {
            String text = path.toString();
            return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
        }
    }
}
