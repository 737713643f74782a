package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsStandIn;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.DocumentType;

/** The command document that instances name, so that it runs before they are stopped; and how it runs on them. */
public final class BeforeStopDocument {

    /** Name of the document. */
    public static final String NAME = "gleaner-save";

    /** Tags by which an instance names it. */
    public static final Map<String, String> TAGS = Map.of("gleaner:before-stop", NAME);

    private final SsmClient ssm;

    BeforeStopDocument(SsmClient ssm) {
        this.ssm = ssm;
    }

    /** Creates it, unless it exists. */
    public void create() {
        try {
            ssm.createDocument(request ->
                    request.name(NAME).documentType(DocumentType.COMMAND).content("""
                            {"schemaVersion": "2.2", "description": "saves", "mainSteps": [
                              {"action": "aws:runShellScript", "name": "save", "inputs": {"runCommand": ["true"]}}]}
                            """));
        } catch (DocumentAlreadyExistsException e) {
            // It was created for another target.
        }
    }

    /**
     * Determines how documents run on an instance from now on.
     *
     * @param seconds how long they run before they end
     */
    public static void runs(Arn instance, String status, String output, int seconds) {
        AwsStandIn.setCommandRuns(List.of(Map.of(
                "account",
                instance.account(),
                "region",
                instance.region(),
                "target",
                instance.id(),
                "status",
                status,
                "output",
                output,
                "seconds",
                seconds)));
    }

    /** Lets Systems Manager not manage an instance. */
    public static void unmanaged(Arn instance) {
        AwsStandIn.setCommandRuns(List.of(Map.of(
                "account", instance.account(),
                "region", instance.region(),
                "target", instance.id(),
                "managed", false)));
    }
}
