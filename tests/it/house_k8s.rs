//! The manifests of `k8s/base`: they fit their schemas, ask for no more rights than they need, and set what is read.
//!
//! What is needed for that is brought by `setup.sh tests`; kubectl is used where there is one, and is not needed.

use std::{
    collections::BTreeSet,
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

use crate::{files, house_documents::subcommands, items, read, root, text};

const BASE: &str = "k8s/base";
/// Kinds of others, whose schemas the validator does not know.
const NO_SCHEMA: &[&str] = &["Cluster with api version postgresql.cnpg.io/v1"];
/// Not deployed: it is for practice, and belongs on a loopback address.
const NOT_DEPLOYED: &str = "sandbox";
/// What a Kubernetes image or NATS reads by itself, not through our settings.
const READ_BY_OTHERS: &[&str] = &["POD_NAME", "GOMEMLIMIT"];

/// Whether a tool is here. In CI it has to be; elsewhere the test says that it was not run.
fn is_here(there: bool, what: &str, how: &str) -> bool {
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(there || !ci, "{what} is missing in CI: {how}");
    if !there {
        eprintln!("not run: {what} is missing; {how}");
    }
    there
}

fn has_validator() -> bool {
    let there = root().join(".stack/tests/kubernetes_validate").exists();
    is_here(there, "kubernetes-validate", "services/all-in-one/stack/setup.sh tests")
}

/// Runs Python with what set-up has brought for tests.
fn python(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new("python3")
        .args(arguments)
        .env("PYTHONPATH", root().join(".stack/tests"))
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 runs, for set-up used it");
    let mut stdin = child.stdin.take().expect("its input is piped");
    stdin.write_all(input.as_bytes()).expect("python reads its input");
    drop(stdin);
    child.wait_with_output().expect("python ends")
}

/// The documents of a YAML text.
fn documents(yaml: &str) -> Vec<Value> {
    let load = "import json, sys, yaml; json.dump([d for d in yaml.safe_load_all(sys.stdin) if d], sys.stdout)";
    let said = python(&["-c", load], yaml);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).expect("python writes JSON")
}

/// All of the base as it would be applied; `None` without kubectl.
fn built() -> Option<String> {
    let said = Command::new("kubectl").args(["kustomize", BASE]).current_dir(root()).output().ok()?;
    assert!(said.status.success(), "kubectl kustomize: {}", String::from_utf8_lossy(&said.stderr));
    Some(String::from_utf8(said.stdout).expect("kubectl writes UTF-8"))
}

fn kustomization() -> Value {
    documents(&read(&format!("{BASE}/kustomization.yaml"))).remove(0)
}

/// The manifests one by one, before kustomize has touched them.
fn manifests() -> String {
    let kustomization = kustomization();
    let texts: Vec<String> = items(&kustomization, "resources")
        .map(|name| read(&format!("{BASE}/{}", name.as_str().expect("a resource is a file"))))
        .collect();
    texts.join("\n---\n")
}

fn of_kind<'a>(all: &'a [Value], kinds: &'a [&str]) -> impl Iterator<Item = &'a Value> {
    all.iter().filter(move |document| kinds.contains(&text(document, "kind")))
}

fn name(document: &Value) -> &str {
    text(&document["metadata"], "name")
}

#[test]
fn every_manifest_fits_its_schema() {
    if !has_validator() {
        return;
    }
    let validator = ".stack/tests/bin/kubernetes-validate";
    let said = python(&[validator, "--strict", "-"], &built().unwrap_or_else(manifests));
    let lines = String::from_utf8(said.stdout).expect("the validator writes UTF-8");
    let mut passed = 0;
    for line in lines.lines() {
        let excused = line.starts_with("WARN") && NO_SCHEMA.iter().any(|kind| line.contains(kind));
        assert!(excused || line.starts_with("INFO"), "{line}");
        passed += usize::from(!excused);
    }
    assert!(said.status.success() && passed > 20, "only {passed} passed: {}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn every_manifest_is_applied() {
    if !has_validator() {
        return;
    }
    let kustomization = kustomization();
    let resources = items(&kustomization, "resources").filter_map(Value::as_str);
    let patches = items(&kustomization, "patches").map(|patch| text(patch, "path"));
    let mut listed: BTreeSet<String> = resources.chain(patches).map(|name| format!("{BASE}/{name}")).collect();
    listed.insert(format!("{BASE}/kustomization.yaml"));
    assert_eq!(files(BASE, ".yaml").into_iter().collect::<BTreeSet<_>>(), listed);
}

#[test]
fn every_process_is_deployed_and_set_by_names_it_reads() {
    if !has_validator() {
        return;
    }
    let mut sources: String = files("services/all-in-one/src", ".rs").iter().map(|path| read(path)).collect();
    sources.extend(files("shared/host/src", ".rs").iter().map(|path| read(path)));
    let is_read = |name: &str| READ_BY_OTHERS.contains(&name) || sources.contains(&format!("env = \"{name}\""));
    let settings = read(&format!("{BASE}/settings.env"));
    for (name, _) in settings.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('=')) {
        assert!(is_read(name), "settings.env sets {name}, which nobody reads");
    }
    let known = subcommands("services/all-in-one/src");
    let all = documents(&manifests());
    let mut deployed = BTreeSet::new();
    for document in of_kind(&all, &["Deployment", "StatefulSet", "Job"]) {
        for container in items(&document["spec"]["template"]["spec"], "containers") {
            for variable in items(container, "env").map(|variable| text(variable, "name")) {
                assert!(is_read(variable), "{} sets {variable}, which nobody reads", name(document));
            }
            let arguments: Vec<&str> = items(container, "args").filter_map(Value::as_str).collect();
            match (text(document, "kind"), arguments.as_slice()) {
                ("Deployment", ["run", service]) => {
                    assert_eq!(*service, name(document), "a deployment is called by what it runs");
                    assert!(known.contains(*service), "`chophien run {service}` there is not");
                    deployed.insert((*service).to_owned());
                }
                ("Job", [command]) => assert!(known.contains(*command), "`chophien {command}` there is not"),
                ("StatefulSet", _) => {}
                other => panic!("{} runs {other:?}", name(document)),
            }
        }
    }
    let services = read("services/all-in-one/src/run.rs");
    let services = services.split_once("enum Which {").expect("`chophien run` has an enum of services").1;
    let variants = services.lines().take_while(|line| !line.starts_with('}')).filter_map(|line| {
        let variant = line.strip_prefix("    ")?;
        variant.starts_with(char::is_uppercase).then(|| variant.split([' ', '(']).next())?
    });
    let mut expected: BTreeSet<String> = variants.map(str::to_lowercase).collect();
    assert!(expected.remove(NOT_DEPLOYED), "the services that can be run are no longer found");
    assert_eq!(deployed, expected, "every kind of process is deployed, and nothing else");
}

#[test]
fn every_pod_may_do_only_what_it_must() {
    if !has_validator() {
        return;
    }
    let Some(built) = built() else {
        eprintln!("not run: kubectl is missing, and only it lays process.yaml over the deployments");
        return;
    };
    let all = documents(&built);
    let mut seen = 0;
    for document in of_kind(&all, &["Deployment", "StatefulSet", "Job"]) {
        let (who, pod) = (name(document), &document["spec"]["template"]["spec"]);
        assert_eq!(pod["automountServiceAccountToken"], false, "{who} has a token of the cluster");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{who} may run as root");
        assert_eq!(
            pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault",
            "{who} may make any system call"
        );
        assert!(pod["terminationGracePeriodSeconds"].as_u64() >= Some(45), "{who} is not given time to end");
        for container in items(pod, "containers") {
            let rights = &container["securityContext"];
            assert_eq!(rights["readOnlyRootFilesystem"], true, "{who} may write to its image");
            assert_eq!(rights["allowPrivilegeEscalation"], false, "{who} may gain rights");
            assert_eq!(rights["capabilities"]["drop"][0], "ALL", "{who} keeps capabilities");
            assert!(
                text(container, "image").contains("@sha256:"),
                "{who} runs an image that may change under its name"
            );
            let resources = &container["resources"];
            assert!(resources["requests"]["memory"].is_string(), "{who} asks for no memory");
            assert!(resources["limits"]["memory"].is_string(), "{who} may take all memory");
            let probed = container["livenessProbe"].is_object() && container["readinessProbe"].is_object();
            assert!(probed || text(document, "kind") == "Job", "nobody asks {who} how it is");
        }
        seen += 1;
    }
    assert!(seen >= 9, "only {seen} kinds of pods were looked at");
    let protected: BTreeSet<&str> = of_kind(&all, &["PodDisruptionBudget"]).map(name).collect();
    for document in of_kind(&all, &["Deployment", "StatefulSet"]) {
        assert!(protected.contains(name(document)), "{} may be drained away whole", name(document));
    }
}

#[test]
fn nats_can_read_its_settings() {
    let server = root().join(".stack/bin/nats-server");
    if !is_here(server.exists(), "nats-server", "run `make stack`") {
        return;
    }
    let said = Command::new(server)
        .args(["-t", "-c", "k8s/base/nats.conf"])
        .env("POD_NAME", "nats-0")
        .current_dir(root())
        .output()
        .expect("nats-server runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}
