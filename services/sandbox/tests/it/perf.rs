use crate::stage::*;
use axum::{Router, body::Bytes, extract::State, routing::post};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
fn rss() -> String {
    std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l| l.starts_with("VmRSS")).unwrap().into()
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn perf() {
    let dps: f64 = std::env::var("DPS").unwrap().parse().unwrap();
    let stage = Arc::new(Stage::open().await);
    let (tx, mut rx) = tokio::sync::mpsc::unbounded_channel::<String>();
    let l = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/w", l.local_addr().unwrap());
    async fn hear(State(tx): State<tokio::sync::mpsc::UnboundedSender<String>>, b: Bytes) {
        let v: Value = serde_json::from_slice(&b).unwrap();
        if v["data"]["status"] == "READY_TO_SHIP" {
            tx.send(v["data"]["ordersn"].as_str().unwrap().into()).unwrap();
        }
    }
    let app = Router::new().route("/w", post(hear)).with_state(tx);
    tokio::spawn(async move { axum::serve(l, app).await });
    stage
        .partner_call(
            Method::POST,
            "push/set_app_push_config",
            "",
            Some(json!({"callback_url":url,"set_push_config_on":[3]})),
        )
        .await;
    let mut plan = vec![];
    let first = chrono::NaiveDate::from_ymd_opt(2025, 9, 1).unwrap();
    for i in 0..64 {
        let sku = format!("SKU-{i}");
        stage.list_item(&sku, 1_000_000).await;
        for w in 0..26 {
            plan.push(json!({"sku":sku,"week_start":first+chrono::Days::new(7*w),"orders":12}));
        }
    }
    stage.control("/plan", json!(plan)).await;
    let t = Instant::now();
    let c = cpu();
    let st = Arc::clone(&stage);
    tokio::spawn(async move {
        let sem = Arc::new(tokio::sync::Semaphore::new(8));
        while let Some(sn) = rx.recv().await {
            let p = Arc::clone(&sem).acquire_owned().await.unwrap();
            let st = Arc::clone(&st);
            tokio::spawn(async move {
                st.get(
                    "order/get_order_detail",
                    &format!("order_sn_list={sn}&response_optional_fields=item_list,total_amount,recipient_address"),
                )
                .await;
                st.ship(&sn).await;
                drop(p);
            });
        }
    });
    let r: Value = stage
        .control("/play", json!({"starts_on":"2025-09-01","ends_on":"2026-03-01","days_per_second":dps,"seed":1}))
        .await
        .json()
        .await
        .unwrap();
    eprintln!("{r}");
    let mut demand = None;
    loop {
        let s = stage.look("/status").await;
        if s["demand_done"] == true && demand.is_none() {
            demand = Some(t.elapsed());
            eprintln!("demand {:?}", demand);
        }
        if s["demand_done"] == true && s["open"] == 0 && s["pushes"]["waiting"] == 0 {
            eprintln!("{s}");
            break;
        }
        if t.elapsed().as_secs() > 200 {
            eprintln!("LATE {s}");
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    eprintln!("wall {:?} cpu {:.1}s {}", t.elapsed(), cpu() - c, rss());
}
