//! No C runtime and no std: the program starts where we say.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for guard in ["WSASYNC_WEBSERVICES_H", "WSASYNC_SDK_WEBSERVICES_H"] {
        println!("cargo:rustc-check-cfg=cfg({guard})");
    }
    for argument in ["/ENTRY:start", "/SUBSYSTEM:CONSOLE", "/DEBUG:NONE"] {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}
