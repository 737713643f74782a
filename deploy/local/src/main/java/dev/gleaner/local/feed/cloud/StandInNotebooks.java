package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateNotebook;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.NotebookInstanceStatus;
import software.amazon.awssdk.services.sagemaker.model.NotebookInstanceSummary;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/** Notebook instances of SageMaker. */
final class StandInNotebooks implements StandInKind<EstateNotebook> {

    @Override
    public EstateKind<EstateNotebook> kind() {
        return KindRegistry.NOTEBOOKS;
    }

    @Override
    public void create(EstateNotebook notebook, StandInResources created) {
        SageMakerClient sageMaker =
                created.clients().client(SageMakerClient.class, SageMakerClient::builder, notebook.region());
        sageMaker.createNotebookInstance(r -> r.notebookInstanceName(notebook.name())
                .instanceType(notebook.type())
                .roleArn("arn:aws:iam::" + notebook.account() + ":role/notebook")
                .tags(notebook.tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList()));
        if (notebook.stopped()) {
            sageMaker.stopNotebookInstance(r -> r.notebookInstanceName(notebook.name()));
        }
        created.past(notebook, "notebook-instance", notebook.name(), notebook.created());
    }

    @Override
    public Optional<Map<String, UnaryOperator<EstateNotebook>>> shown(StandInAwsClients clients, String region) {
        SageMakerClient sageMaker = clients.client(SageMakerClient.class, SageMakerClient::builder, region);
        return Optional.of(sageMaker.listNotebookInstancesPaginator().notebookInstances().stream()
                .collect(Collectors.toMap(
                        NotebookInstanceSummary::notebookInstanceName,
                        shown -> notebook ->
                                notebook.with(shown.notebookInstanceStatus() == NotebookInstanceStatus.STOPPED))));
    }
}
