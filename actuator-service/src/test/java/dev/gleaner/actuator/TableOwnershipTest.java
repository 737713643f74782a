package dev.gleaner.actuator;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Each table belongs to one package, which alone writes it; and a query of another package's table is a dependency on that
 * package, which {@link ArchitectureTest} does not see. Tables are found in the SQL and HQL of string constants, and in the
 * entities that are passed to a session. A change of an entity's field is made by a method of the entity, so in the owner's
 * package. The bodies of database functions are not read: {@code finding_state} of the schema joins tables of three packages.
 */
class TableOwnershipTest {

    private static final String ROOT = "dev.gleaner.actuator";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    /** Owners in the notation of ArchUnit: two dots include the packages below. */
    private static final Map<String, String> OWNERS = Map.ofEntries(
            entry("action", "execution"),
            entry("audit_entry", "audit"),
            entry("audit_head", "audit"),
            entry("audit_publisher", "audit"),
            entry("aws_call", "audit"),
            entry("budget_lock", "execution"),
            entry("budget_spent", "execution"),
            entry("canary", "execution"),
            entry("canary_action", "execution"),
            entry("commitment_allocation", "commitment"),
            entry("confirmation", "proposal"),
            entry("consumed_record", "proposal"),
            entry("decision", "approval"),
            entry("echo", "audit.cloudtrail"),
            entry("echo_start", "audit.cloudtrail"),
            entry("echo_trail", "audit.."),
            entry("exemption", "approval.exemption"),
            entry("finding", "proposal"),
            entry("finding_version", "proposal"),
            entry("intent", "execution"),
            entry("kill_switch", "guard"),
            entry("kill_switch_command", "guard"),
            entry("ledger_entry", "ledger"),
            entry("policy_notice", "approval"),
            entry("proposal", "proposal"),
            entry("schedule", "schedule"),
            entry("service_status", "status"),
            entry("slack_digest", "approval.slack.outbound"),
            entry("slack_feed", "approval.slack.outbound"),
            entry("slack_message", "approval.slack.outbound"),
            entry("slack_note", "approval.slack.outbound"),
            entry("slack_request", "approval.slack.inbound"),
            entry("slack_room", "approval.slack.outbound"),
            entry("slack_sender", "approval.slack.outbound"),
            entry("spend_amount", "spend"),
            entry("spend_bill", "spend"),
            entry("spend_charge", "spend"),
            entry("spend_commitment", "spend"),
            entry("spend_eligible_day", "spend"),
            entry("spend_resource_hours", "spend"),
            entry("spend_own_cost", "spend"),
            entry("spend_target", "spend"),
            entry("spend_prediction", "spend"),
            entry("work_report", "work"),
            entry("gpu_activity", "work"));

    private static final Pattern TABLE = Pattern.compile("\\b(create|drop) table (?:if (?:not )?exists )?(\\w+)");
    private static final Pattern WRITTEN =
            Pattern.compile("\\b(?:insert into|update|delete from|delete|merge into|truncate)\\s+(\\w+)");
    private static final Pattern USED = Pattern.compile("\\b(?:from|join|using|into|update)\\s+(?:only\\s+)?(\\w+)");
    private static final Pattern LISTED = Pattern.compile("\\bfrom\\s+\\w+(?:\\s+\\w+)?\\s*,\\s*(\\w+)");
    private static final Pattern ENTITY =
            Pattern.compile("@Entity\\b.*?@Table\\(name = \"(\\w+)\"\\).*?\\bclass\\s+(\\w+)", Pattern.DOTALL);
    private static final Set<String> WRITING_METHODS =
            Set.of("persist", "persistAll", "merge", "mergeAll", "remove", "removeAll", "insert", "upsert", "delete");

    private static final Set<String> TABLES = tables();
    private static final List<SourceUnit> UNITS = parse();

    @Test
    void shouldKnowAnOwnerOfEachTable() {
        assertThat(OWNERS.keySet()).as("tables of the migrations").containsExactlyInAnyOrderElementsOf(TABLES);
        assertThat(UNITS.stream().map(SourceUnit::packageName))
                .as("packages with sources")
                .containsAll(OWNERS.values().stream()
                        .map(owner -> owner.replace("..", ""))
                        .toList());
    }

    @Test
    void shouldWriteATableInThePackageOfItsOwnerOnly() {
        assertThat(UNITS.stream()
                        .flatMap(unit -> unit.writes().stream()
                                .filter(table -> !isOwner(table, unit.packageName()))
                                .map(table -> unit.name() + " writes " + table)))
                .isEmpty();
        assertThat(UNITS.stream().flatMap(unit -> unit.writes().stream()))
                .as("tables that are written, of which the search must find most")
                .contains(
                        "action", "audit_entry", "intent", "kill_switch", "ledger_entry", "schedule", "slack_message");
    }

    /**
     * A query of a table is a dependency on the owner, from which no path of code or queries may lead back. A dependency that the
     * code has as well is a matter of {@link ArchitectureTest}.
     */
    @Test
    void shouldCloseNoCycleOfPackagesByAQuery() {
        Map<String, Set<String>> code = codeDependencies();
        Map<String, Set<String>> dependencies = new TreeMap<>();
        code.forEach((name, targets) -> dependencies.put(name, new TreeSet<>(targets)));
        Map<String, Set<String>> queries = new TreeMap<>();
        for (SourceUnit unit : UNITS) {
            for (String table : unit.uses()) {
                if (!isOwner(table, unit.packageName())) {
                    String owner = OWNERS.getOrDefault(table, "").replace("..", "");
                    queries.computeIfAbsent(unit.packageName() + " -> " + owner, edge -> new TreeSet<>())
                            .add(unit.name() + " reads " + table);
                    dependencies
                            .computeIfAbsent(unit.packageName(), name -> new TreeSet<>())
                            .add(owner);
                }
            }
        }
        List<String> cycles = new ArrayList<>();
        queries.forEach((edge, by) -> {
            String[] ends = edge.split(" -> ");
            List<String> back = path(dependencies, ends[1], ends[0]);
            if (!back.isEmpty() && !code.getOrDefault(ends[0], Set.of()).contains(ends[1])) {
                cycles.add(by + ", but " + String.join(" -> ", back));
            }
        });

        assertThat(queries).as("queries across packages").isNotEmpty();
        assertThat(cycles).isEmpty();
    }

    private static boolean isOwner(String table, String packageName) {
        String owner = OWNERS.getOrDefault(table, "");
        return owner.endsWith("..")
                ? (packageName + ".").startsWith(owner.substring(0, owner.length() - 1))
                : packageName.equals(owner);
    }

    private static Map<String, Set<String>> codeDependencies() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
        Map<String, Set<String>> dependencies = new TreeMap<>();
        for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getPackageName();
                if (target.startsWith(ROOT) && !target.equals(type.getPackageName())) {
                    dependencies
                            .computeIfAbsent(relative(type.getPackageName()), name -> new TreeSet<>())
                            .add(relative(target));
                }
            }
        }
        return dependencies;
    }

    private static String relative(String packageName) {
        return packageName.equals(ROOT) ? "" : packageName.substring(ROOT.length() + 1);
    }

    /** The shortest path from one package to another; empty when there is none. */
    private static List<String> path(Map<String, Set<String>> edges, String from, String to) {
        Map<String, String> cameFrom = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            String current = open.poll();
            for (String next : edges.getOrDefault(current, Set.of())) {
                if (!next.equals(from) && cameFrom.putIfAbsent(next, current) == null) {
                    open.add(next);
                }
            }
        }
        Deque<String> path = new ArrayDeque<>();
        for (String step = to; cameFrom.containsKey(step); step = cameFrom.get(step)) {
            path.addFirst(step);
        }
        if (!path.isEmpty()) {
            path.addFirst(from);
        }
        return List.copyOf(path);
    }

    private static Set<String> tables() {
        Set<String> tables = new TreeSet<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted(Comparator.comparingInt(TableOwnershipTest::version))
                    .flatMap(file ->
                            TABLE.matcher(read(file).toLowerCase(Locale.ROOT)).results())
                    .forEach(found -> {
                        if (found.group(1).equals("create")) {
                            tables.add(found.group(2));
                        } else {
                            tables.remove(found.group(2));
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tables;
    }

    private static int version(Path migration) {
        return Integer.parseInt(migration.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"));
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map(found -> found.group(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SourceUnit> parse() {
        try (Stream<Path> walk = Files.walk(SOURCES)) {
            List<Path> files =
                    walk.filter(file -> file.toString().endsWith(".java")).toList();
            Map<String, String> entities = new HashMap<>();
            files.forEach(file -> {
                Matcher matcher = ENTITY.matcher(read(file));
                if (matcher.find()) {
                    entities.put(matcher.group(2).toLowerCase(Locale.ROOT), matcher.group(1));
                }
            });
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
                JavacTask task = (JavacTask) compiler.getTask(
                        null,
                        manager,
                        diagnostic -> {},
                        List.of("-proc:none"),
                        null,
                        manager.getJavaFileObjectsFromPaths(files));
                List<SourceUnit> units = new ArrayList<>();
                for (CompilationUnitTree unit : task.parse()) {
                    units.add(SourceUnit.of(unit, entities));
                }
                return units;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source file, with the tables that it writes, and that it writes or reads. */
    private record SourceUnit(String packageName, String name, Set<String> writes, Set<String> uses) {

        static SourceUnit of(CompilationUnitTree tree, Map<String, String> entities) {
            String path = tree.getSourceFile().getName();
            SourceUnit unit = new SourceUnit(
                    relative(tree.getPackageName().toString()),
                    path.substring(path.lastIndexOf('/') + 1),
                    new TreeSet<>(),
                    new TreeSet<>());
            Map<String, String> variables = new HashMap<>();
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitVariable(VariableTree variable, Void none) {
                    if (variable.getType() != null) {
                        variables.put(
                                variable.getName().toString(),
                                variable.getType().toString());
                    }
                    return super.visitVariable(variable, none);
                }
            }.scan(tree, null);
            new StatementScanner(unit, entities, variables).scan(tree, null);
            return unit;
        }
    }

    /** Finds statements in string constants, and entities that are passed to a session. */
    private static final class StatementScanner extends TreeScanner<Void, Void> {

        private final SourceUnit unit;
        private final Map<String, String> entities;
        private final Map<String, String> variables;

        StatementScanner(SourceUnit unit, Map<String, String> entities, Map<String, String> variables) {
            this.unit = unit;
            this.entities = entities;
            this.variables = variables;
        }

        @Override
        public Void visitBinary(BinaryTree binary, Void none) {
            if (binary.getKind() != Tree.Kind.PLUS) {
                return super.visitBinary(binary, none);
            }
            StringBuilder text = new StringBuilder();
            boolean isText = join(binary, text);
            if (isText) {
                readStatement(text.toString());
            }
            return isText ? null : super.visitBinary(binary, none);
        }

        /** Appends the constants of a concatenation, and a placeholder for all else; whether there is any constant. */
        private boolean join(ExpressionTree expression, StringBuilder text) {
            if (expression instanceof BinaryTree binary && binary.getKind() == Tree.Kind.PLUS) {
                boolean left = join(binary.getLeftOperand(), text);
                return join(binary.getRightOperand(), text) || left;
            }
            if (expression instanceof ParenthesizedTree nested) {
                return join(nested.getExpression(), text);
            }
            if (expression instanceof LiteralTree literal && literal.getValue() instanceof String constant) {
                text.append(constant);
                return true;
            }
            scan(expression, null);
            text.append(" ? ");
            return false;
        }

        /** Annotations of entities name columns. */
        @Override
        public Void visitAnnotation(AnnotationTree annotation, Void none) {
            return null;
        }

        @Override
        public Void visitLiteral(LiteralTree literal, Void none) {
            if (literal.getValue() instanceof String text) {
                readStatement(text);
            }
            return null;
        }

        private void readStatement(String text) {
            String statement = text.toLowerCase(Locale.ROOT);
            // A column named in "for update of" or "do update set" is no table.
            matches(WRITTEN, statement)
                    .map(this::table)
                    .filter(TABLES::contains)
                    .forEach(table -> {
                        unit.writes().add(table);
                        unit.uses().add(table);
                    });
            Stream.concat(matches(USED, statement), matches(LISTED, statement))
                    .map(this::table)
                    .filter(TABLES::contains)
                    .forEach(unit.uses()::add);
            // A name that is passed to a class which builds the statement.
            if (statement.indexOf('_') > 0 && TABLES.contains(statement)) {
                unit.writes().add(statement);
                unit.uses().add(statement);
            }
        }

        private String table(String name) {
            return entities.getOrDefault(name, name);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            if (call.getMethodSelect() instanceof MemberSelectTree method
                    && WRITING_METHODS.contains(method.getIdentifier().toString())) {
                call.getArguments().forEach(argument -> {
                    String table = entities.get(entity(argument).toLowerCase(Locale.ROOT));
                    if (table != null) {
                        unit.writes().add(table);
                        unit.uses().add(table);
                    }
                });
            }
            return super.visitMethodInvocation(call, none);
        }

        /** Name of the type of an argument, as far as it shows without types: a variable, a constructor or a factory method. */
        private String entity(ExpressionTree argument) {
            if (argument instanceof NewClassTree created) {
                return created.getIdentifier().toString();
            }
            if (argument instanceof MethodInvocationTree call
                    && call.getMethodSelect() instanceof MemberSelectTree method) {
                return method.getExpression().toString();
            }
            return variables.getOrDefault(argument.toString(), "");
        }
    }
}
