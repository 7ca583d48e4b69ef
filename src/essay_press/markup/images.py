"""Images in the text: alternatives required, pictures read, figures made of those that stand alone."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from essay_press.diagnostics import Place
from essay_press.markup.assets import Picture, read_picture
from essay_press.markup.draft import Draft
from essay_press.markup.tree import drop, has_class, remove, set_classes
from essay_press.model import Asset

__all__ = ["place_images"]


def place_images(draft: Draft) -> None:
    """Turn every image into an `<img>` of a known picture, or into a finding."""
    for root in (draft.body, *draft.notes.values()):
        for image in list(root.iter("ep-image", "img")):
            _place(draft, image)
    _cover(draft)


def _place(draft: Draft, image: etree._Element) -> None:
    reference = drop(image, "ep-href") or drop(image, "src")
    place = draft.place(image)
    mark = draft.mark(image)
    raw = image.tag == "img"
    written = image.get("alt")
    given = mark.value("alt") if mark else None
    if given is not None:
        written = given
    decoration = (raw and written == "") or (given == "" and not image.get("alt"))
    if not decoration and not (written or "").strip():
        draft.findings.error(
            "EP187",
            f"the picture `{reference}` has no text alternative",
            place,
            'say between the brackets what it shows, or write `{alt=""}` behind it when it is mere decoration',
        )
    picture = read_picture(draft.manuscript.folder, reference, place, draft.findings)
    if picture is None:
        remove(image)
        return
    caption = _caption(image)
    alone = _alone(image)
    extra = list(mark.classes) if mark else []
    image.tag = "img"
    guarded = image.get("ep-safe-alt")
    attributes = {key: image.get(key) for key in ("ep-at", "ep-name", "ep-mark") if image.get(key)}
    image.attrib.clear()
    alt = "" if decoration else " ".join((written or "").split())
    if guarded and given is None:
        draft.guarded_alts.append((alt, guarded, place))
    image.set("src", _asset(draft, picture, alt, place))
    image.set("alt", alt)
    image.set("width", str(picture.width))
    image.set("height", str(picture.height))
    for key, value in attributes.items():
        image.set(key, str(value))
    if mark and mark.name:
        image.set("ep-name", mark.name)
    if decoration:
        image.set("role", "presentation")
    if alone is not None:
        _figure(draft, image, alone, caption, extra, decoration)
    else:
        if extra:
            set_classes(image, extra)
        if caption is not None:
            draft.findings.warning(
                "EP169",
                f"the picture `{reference}` stands in a line of text, so its caption is not printed",
                place,
                "give it a paragraph of its own",
            )


def _asset(draft: Draft, picture: Picture, alt: str, place: Place | None) -> str:
    """Return the name of the picture in every edition; the same file keeps the name it got first."""
    for number, asset in enumerate(draft.assets):
        if asset.sha256 == picture.sha256 and not asset.href.startswith("cover."):
            if picture.path not in (asset.path, *asset.copies):
                draft.assets[number] = replace(asset, copies=(*asset.copies, picture.path))
            return asset.href
    href = f"i{len(draft.assets) + 1}.{picture.suffix}"
    draft.assets.append(
        Asset(
            href, picture.path, picture.media_type, picture.width, picture.height, picture.sha256, alt=alt, place=place
        )
    )
    return href


def _caption(image: etree._Element) -> etree._Element | None:
    """Take the caption out of an image, as a `<figcaption>`."""
    if not len(image) and not (image.text or "").strip():
        image.text = None
        return None
    caption = etree.Element("figcaption")
    caption.text, image.text = image.text, None
    for child in list(image):
        caption.append(child)
    if image.get("ep-at"):
        caption.set("ep-at", str(image.get("ep-at")))
    return caption


def _alone(image: etree._Element) -> etree._Element | None:
    """Return the paragraph that holds nothing but this image, or the `<figure>` it stands in."""
    parent = image.getparent()
    if parent is None:
        return None
    if parent.tag == "figure":
        return parent
    if parent.tag != "p" or len(parent) != 1 or (parent.text or "").strip() or (image.tail or "").strip():
        return None
    grand = parent.getparent()
    return grand if grand is not None and grand.tag == "figure" else parent


def _figure(
    draft: Draft,
    image: etree._Element,
    holder: etree._Element,
    caption: etree._Element | None,
    extra: list[str],
    decoration: bool,
) -> None:
    """Make the holder of a lone image a figure."""
    if holder.tag == "p":
        holder.tag = "figure"
        holder.text = image.tail = None
    elif image.getparent() is not holder:
        paragraph = image.getparent()
        if paragraph is not None:
            holder.replace(paragraph, image)
    for key in ("ep-name", "ep-mark"):
        if value := drop(image, key):
            holder.set(key, value)
    set_classes(holder, [*(holder.get("class") or "").split(), *extra, *(["decoration"] if decoration else [])])
    if caption is not None:
        if decoration:
            draft.findings.warning(
                "EP169",
                "a picture that is mere decoration has a caption; the caption is not printed",
                draft.place(image),
                "describe the picture in its text alternative, or take the caption out",
            )
        elif holder.find("figcaption") is None:
            holder.append(caption)
    for figcaption in holder.findall("figcaption"):
        if has_class(holder, "decoration"):
            remove(figcaption)


def _cover(draft: Draft) -> None:
    """Read the picture that front matter names for the cover."""
    cover = draft.manuscript.metadata.cover
    if cover is None:
        return
    place = draft.manuscript.metadata.place("cover.image")
    picture = read_picture(draft.manuscript.folder, cover.image, place, draft.findings)
    if picture is None:
        return
    draft.assets.append(
        Asset(
            f"cover.{picture.suffix}",
            picture.path,
            picture.media_type,
            picture.width,
            picture.height,
            picture.sha256,
            alt=cover.alt,
            place=place,
        )
    )
